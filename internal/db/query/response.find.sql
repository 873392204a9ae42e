-- response.find: how a promotion works, group by group. Index: primary key.
-- args: promotion
select head, body from response where promotion = :promotion
