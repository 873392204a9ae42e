-- identifier.some: some identifiers, in their order.
-- args: most
select kind, value from identifier order by kind, value, bucket limit :most
