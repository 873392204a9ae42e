-- setting.swap: sets one value that is what was read; none was the empty text.
-- args: name, value, was
insert into setting (name, value) values (:name, :value) on conflict (name) do update set value = excluded.value where setting.value = :was
