-- mark.get: how far an import came.
-- args: source
select mark from import_mark where source = :source
