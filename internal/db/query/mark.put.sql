-- mark.put: how far an import came.
-- args: source, mark
insert into import_mark (source, mark) values (:source, :mark) on conflict (source) do update set mark = excluded.mark
