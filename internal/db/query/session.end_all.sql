-- session.end_all: every session of someone ends.
-- args: login
delete from session where staff in (select staff from staff where login = :login)
