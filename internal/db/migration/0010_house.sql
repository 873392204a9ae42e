-- Why   staff are invited, see and end their sessions, act for colleagues, and the audit is searched.
-- Step  expand: new columns and indexes, a table of invitations; sessions of the release before end.
-- Cost  everybody signs in once more; the indexes of the audit are made in one pass over it.
alter table staff add column served text not null default '';

-- Sessions of before have no id of their own, by which a list could end them.
delete from session;
alter table session add column session text not null default '';
alter table session add column device text not null default '';
alter table session add column visits text not null default '';
alter table session add column visit_reason text not null default '';
alter table session add column visit_ends_at bigint not null default 0;
create unique index session_id on session (session);
create index session_staff on session (staff, seen_at);
create index session_seen on session (seen_at);

create table invitation (
  invitation text not null primary key,
  hash       blob not null unique,
  name       text not null,
  staff      text not null,
  role       text not null,
  stores     text not null,
  served     text not null,
  invited_by text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at    bigint not null,
  revoked_at bigint not null
);
create index invitation_created on invitation (created_at, invitation);
create index invitation_staff on invitation (staff);

-- Who acted for whom; "" for themselves. Lists go back in time along these.
alter table audit add column behalf text not null default '';
create index audit_at on audit (at, seq, n);
create index audit_actor on audit (actor, at, seq, n);
create index audit_behalf on audit (behalf, at, seq, n);
create index audit_action on audit (action, at, seq, n);
create index audit_object on audit (object, at, seq, n);
