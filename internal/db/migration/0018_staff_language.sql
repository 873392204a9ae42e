-- Why   whoever signs in on another device reads their own language.
-- Step  expand: empty is what the browser asks for, as before.
-- Cost  no rewrite and no scan; staff are few.
alter table staff add column language text not null default '' check (length(language) in (0, 2));
