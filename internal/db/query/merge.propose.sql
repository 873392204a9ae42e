-- merge.propose: an identifier that already points elsewhere; a person decides.
-- args: customer, other, kind, value, bucket, seen_at
insert into merge_proposal (customer, other, kind, value, bucket, seen_at)
values (:customer, :other, :kind, :value, :bucket, :seen_at) on conflict do nothing
