-- token.all: every token.
select token, role, store, till, name, created_at, disabled from token order by created_at, token
