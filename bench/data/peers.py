"""The data steps in other engines: `peers.py ENGINE convert IN.csv OUT`, `peers.py ENGINE counts INCIDENTS`, `peers.py duckdb query INCIDENTS OUT` and `peers.py sklearn dbscan INCIDENTS LEAST`.

Each prints its own seconds (without starting the interpreter) and a result to compare. Two threads, as the reference machine has.
"""

import os
import sys
import time

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)
FORMAT = "%m/%d/%Y %I:%M:%S %p"


def duckdb_connection():
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    return connection


def duckdb_convert(source, out):
    """With what makes it fastest: every type and the dialect said beforehand, the quickest level of zstd, the encodings of Parquet's second version."""
    connection = duckdb_connection()
    with open(source) as file:
        names = file.readline().strip().split(",")
    types = {"Date": "TIMESTAMP", "Latitude": "DOUBLE", "Longitude": "DOUBLE"}
    columns = ", ".join(f"'{name}': '{types.get(name, 'VARCHAR')}'" for name in names)
    connection.execute(
        f"""
        COPY (
            SELECT "Date" AS time, "Longitude" AS lon, "Latitude" AS lat, "Primary Type" AS category, "Case Number" AS id
            FROM read_csv('{source}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\n',
                          timestampformat = '{FORMAT}', ignore_errors = true, columns = {{{columns}}})
            WHERE "Date" IS NOT NULL AND "Latitude" IS NOT NULL AND "Longitude" IS NOT NULL
        ) TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION 'V2')
        """
    )
    return connection.execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone()[0]


def duckdb_counts(incidents):
    groups, squares = (
        duckdb_connection()
        .execute(
            f"""
            SELECT count(*), sum(n * n) FROM (
                SELECT count(*) AS n FROM '{incidents}'
                GROUP BY floor((lon + 180) / 0.0025)::INT, floor((lat + 90) / 0.0025)::INT, date_trunc('week', time)
            )
            """
        )
        .fetchone()
    )
    return f"{groups} {squares}"


def duckdb_query(incidents, out):
    connection = duckdb_connection()
    # As ours, the rows keep their order.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"COPY (SELECT * FROM '{incidents}' WHERE category = 'BURGLARY') TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )
    return connection.execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone()[0]


def polars_convert(source, out):
    import polars as pl

    (
        pl.scan_csv(source, infer_schema=False)
        .select(
            pl.col("Date").str.to_datetime(FORMAT, time_unit="ms", strict=False).alias("time"),
            pl.col("Longitude").cast(pl.Float64, strict=False).alias("lon"),
            pl.col("Latitude").cast(pl.Float64, strict=False).alias("lat"),
            pl.col("Primary Type").alias("category"),
            pl.col("Case Number").alias("id"),
        )
        .drop_nulls(["time", "lon", "lat"])
        .sink_parquet(out, compression="zstd", compression_level=1)
    )
    return pl.scan_parquet(out).select(pl.len()).collect().item()


def polars_counts(incidents):
    import polars as pl

    cell = lambda name, offset: ((pl.col(name) + offset) / 0.0025).floor().cast(pl.Int32)
    counts = (
        pl.scan_parquet(incidents)
        .group_by(cell("lon", 180).alias("x"), cell("lat", 90).alias("y"), pl.col("time").dt.truncate("1w").alias("week"))
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .select(pl.len().alias("groups"), (pl.col("n") * pl.col("n")).sum().alias("squares"))
        .collect(engine="streaming")
    )
    return f"{counts['groups'][0]} {counts['squares'][0]}"


def spark_session():
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master(f"local[{THREADS}]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4")
    session = session.config("spark.sql.parquet.compression.codec", "zstd").config("spark.sql.ansi.enabled", "false").config("spark.hadoop.parquet.compression.codec.zstd.level", "1").config("spark.driver.memory", "2g")
    return session.getOrCreate()


def spark_convert(source, out):
    from pyspark.sql import functions as f

    session = spark_session()
    with open(source) as file:
        schema = ", ".join(f"`{name}` STRING" for name in file.readline().strip().split(","))
    table = session.read.csv(source, header=True, schema=schema).select(
        f.to_timestamp("Date", "MM/dd/yyyy hh:mm:ss a").alias("time"),
        f.col("Longitude").cast("double").alias("lon"),
        f.col("Latitude").cast("double").alias("lat"),
        f.col("Primary Type").alias("category"),
        f.col("Case Number").alias("id"),
    )
    table.dropna(subset=["time", "lon", "lat"]).write.mode("overwrite").parquet(out)
    return session.read.parquet(out).count()


def spark_counts(incidents):
    from pyspark.sql import functions as f

    cell = lambda name, offset: f.floor((f.col(name) + offset) / 0.0025)
    table = spark_session().read.parquet(incidents)
    groups = table.groupBy(cell("lon", 180), cell("lat", 90), f.date_trunc("week", "time")).count()
    row = groups.select(f.count("*"), f.sum(f.col("count") * f.col("count"))).first()
    return f"{row[0]} {row[1]}"


def sklearn_dbscan(incidents, least):
    """DBSCAN on occupied cells of 0.0005°, each weighing its incidents, as far apart as they are in metres."""
    import duckdb
    import numpy as np
    from sklearn.cluster import DBSCAN

    query = f"SELECT floor((lon + 180) / 0.0005)::INT AS x, floor((lat + 90) / 0.0005)::INT AS y, count(*) AS n FROM '{incidents}' GROUP BY ALL"
    cells = duckdb_connection().execute(query).fetchnumpy()
    lon, lat = (cells["x"] + 0.5) * 0.0005 - 180, (cells["y"] + 0.5) * 0.0005 - 90
    middle = np.radians(np.round((lat.min() + lat.max()) / 2, 1))
    metres = np.radians(np.column_stack([lon * np.cos(middle), lat])) * 6_371_008.8
    labels = DBSCAN(eps=100, min_samples=int(least), n_jobs=THREADS).fit(metres, sample_weight=cells["n"]).labels_
    return f"{len(lon)} {labels.max() + 1}"


if __name__ == "__main__":
    engine, step, *arguments = sys.argv[1:]
    task = globals()[f"{engine}_{step}"]
    __import__({"spark": "pyspark"}.get(engine, engine))
    started = time.perf_counter()
    result = task(*arguments)
    print(time.perf_counter() - started, result)
