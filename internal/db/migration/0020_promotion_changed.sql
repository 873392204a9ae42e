-- Why   every two seconds a server asks whether any promotion has changed, and read ten thousand of them to know.
-- Step  contract: when they changed has an index.
-- Cost  one scan of the promotions' versions.
create index promotion_changed on promotion (at);
