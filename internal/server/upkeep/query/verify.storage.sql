-- verify.storage: what the engine itself finds wrong with its pages and indexes.
select 'the file' as subject, quick_check as detail from pragma_quick_check where quick_check <> 'ok' limit 20
