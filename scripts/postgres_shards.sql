-- Makes this server the coordinator of the others in `:servers`, a JSON array with libpq's options of each, user and password among
-- them: from now on the tables named below are hash-partitioned over them as they are made, in every schema, and users and the rest
-- stay here. Whoever makes tables need not know. What postgres_fdw cannot have is left out of a partitioned table: a primary key over
-- all shards (each shard has its own, which is enough where rows are spread by that key) and foreign keys.
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION dblink;
CREATE SCHEMA sharding;
CREATE TABLE sharding.tables(name text PRIMARY KEY, spread_by text NOT NULL);
INSERT INTO sharding.tables VALUES ('posts', 'id'), ('post_tags', 'post_id');
CREATE TABLE sharding.shards(remainder int PRIMARY KEY, server text NOT NULL);

-- A server that is cut off is noticed within 4 seconds: 3 of what was sent without an answer, or 1 of silence and two questions.
SELECT format('CREATE SERVER shard_%s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (%s, batch_size ''1000'', fetch_size ''10000'',
  connect_timeout ''5'', tcp_user_timeout ''3000'', keepalives_idle ''1'', keepalives_interval ''1'', keepalives_count ''2'')', i,
  (SELECT string_agg(format('%I %L', key, value), ', ') FROM jsonb_each_text(place) WHERE key NOT IN ('user', 'password'))),
  format('CREATE USER MAPPING FOR PUBLIC SERVER shard_%s OPTIONS (%s, password_required ''false'')', i,
  (SELECT string_agg(format('%I %L', key, value), ', ') FROM jsonb_each_text(place) WHERE key IN ('user', 'password'))),
  format('INSERT INTO sharding.shards VALUES (%s - 1, %L)', i, 'shard_' || i)
FROM jsonb_array_elements(:'servers'::jsonb) WITH ORDINALITY AS each(place, i) \gexec

CREATE FUNCTION sharding.on_each(command text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE shard record;
BEGIN
  FOR shard IN SELECT server FROM sharding.shards ORDER BY remainder LOOP
    PERFORM public.dblink_exec(shard.server, command);
  END LOOP;
END $$;

CREATE FUNCTION sharding.spread(made regclass, spread_by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  place name; own name; columns text; key text; shard record; count int := (SELECT count(*) FROM sharding.shards);
BEGIN
  SELECT n.nspname, c.relname INTO place, own FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = made;
  SELECT string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END),
                    ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute WHERE attrelid = made AND attnum > 0 AND NOT attisdropped;
  SELECT coalesce(', ' || pg_get_constraintdef(oid), '') INTO key FROM pg_constraint WHERE conrelid = made AND contype = 'p';
  PERFORM sharding.on_each(format('CREATE SCHEMA IF NOT EXISTS %1$I; DROP TABLE IF EXISTS %1$I.%2$I; CREATE TABLE %1$I.%2$I (%3$s%4$s)', place, own, columns, key));
  EXECUTE format('DROP TABLE %I.%I', place, own);
  EXECUTE format('CREATE TABLE %I.%I (%s) PARTITION BY HASH (%I)', place, own, columns, spread_by);
  FOR shard IN SELECT * FROM sharding.shards LOOP
    EXECUTE format('CREATE FOREIGN TABLE %1$I.%2$I PARTITION OF %1$I.%3$I FOR VALUES WITH (MODULUS %4$s, REMAINDER %5$s)
      SERVER %6$I OPTIONS (schema_name %7$L, table_name %8$L)', place, own || '_on_' || shard.server, own, count, shard.remainder,
      shard.server, place, own);
  END LOOP;
END $$;

-- What VACUUM (ANALYZE) is for a table that lies here. Returns how many servers did it.
CREATE FUNCTION sharding.tidy(spread regclass) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sharding.on_each(format('VACUUM (ANALYZE) %I.%I', n.nspname, c.relname))
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = spread;
  RETURN (SELECT count(*) FROM sharding.shards);
END $$;

CREATE FUNCTION sharding.made() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
  IF current_setting('sharding.busy', true) = 'yes' THEN RETURN; END IF;
  PERFORM set_config('sharding.busy', 'yes', true);
  FOR made IN
    SELECT d.objid, d.command_tag, t.spread_by, c.relkind FROM pg_event_trigger_ddl_commands() d
    LEFT JOIN pg_index i ON i.indexrelid = d.objid
    JOIN pg_class c ON c.oid = coalesce(i.indrelid, d.objid) JOIN sharding.tables t ON t.name = c.relname
    WHERE d.object_type IN ('table', 'index')
  LOOP
    IF made.command_tag = 'CREATE TABLE' AND made.relkind = 'r' THEN
      PERFORM sharding.spread(made.objid::regclass, made.spread_by);
    ELSIF made.command_tag = 'CREATE INDEX' AND made.relkind = 'p' THEN
      PERFORM sharding.on_each(replace(pg_get_indexdef(made.objid), ' ON ONLY ', ' ON '));
    END IF;
  END LOOP;
  PERFORM set_config('sharding.busy', '', true);
END $$;

CREATE FUNCTION sharding.dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE gone record;
BEGIN
  IF current_setting('sharding.busy', true) = 'yes' THEN RETURN; END IF;
  FOR gone IN SELECT object_type, schema_name, object_name FROM pg_event_trigger_dropped_objects() WHERE original LOOP
    IF gone.object_type = 'schema' THEN
      PERFORM sharding.on_each(format('DROP SCHEMA IF EXISTS %I CASCADE', gone.object_name));
    ELSIF gone.object_type = 'table' AND gone.object_name IN (SELECT name FROM sharding.tables) THEN
      PERFORM sharding.on_each(format('DROP TABLE IF EXISTS %I.%I CASCADE', gone.schema_name, gone.object_name));
    END IF;
  END LOOP;
END $$;

CREATE EVENT TRIGGER sharding_made ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX') EXECUTE FUNCTION sharding.made();
CREATE EVENT TRIGGER sharding_dropped ON sql_drop EXECUTE FUNCTION sharding.dropped();
