-- promotion.stamp: changes whenever any promotion changes.
select coalesce(max(at), 0), count(*) from promotion
