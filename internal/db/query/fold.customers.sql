-- fold.customers: all customers behind a cursor, erased and merged ones too, in the order of their ids.
-- args: after, most
select customer from customer where customer > :after order by customer limit :most
