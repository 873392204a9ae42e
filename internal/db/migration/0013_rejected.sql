-- Why   a person who says that two customers are not one is not asked again by the next receipt.
-- Step  expand: nothing was ever rejected before.
-- Cost  no rewrite and no scan; proposals are few.
alter table merge_proposal add column rejected_at bigint not null default 0;
