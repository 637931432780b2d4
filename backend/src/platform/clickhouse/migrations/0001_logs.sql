-- One row per log record. The id outside is (observed_at in ms, seq).
-- Retention is a partition drop: the day of arrival and the retention class are the partition.
-- metadata holds text, metadata_numbers holds numbers; a key in both is a boolean ('true' with 1, 'false' with 0).
-- The words index is over lowerUTF8(message), not over message with a preprocessor: an index preprocessor is not applied
-- where the index is not (in a SELECT list, over a subquery), and a search would then mind the case.
-- The counts per minute are a projection, not a table fed by a materialised view: they are written with the part that they
-- count, so that no kill, retry, deletion or retention drop can make them differ from it (docs/decisions/0002-counts-per-minute.md).
CREATE TABLE logs
(
    tenant LowCardinality(String),
    timestamp DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    observed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    source LowCardinality(String) CODEC(ZSTD(1)),
    host LowCardinality(String) CODEC(ZSTD(1)),
    environment LowCardinality(String) CODEC(ZSTD(1)),
    severity UInt8 CODEC(ZSTD(1)),
    message String CODEC(ZSTD(1)),
    event_type LowCardinality(String) CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    trace_id String CODEC(ZSTD(1)),
    span_id String CODEC(ZSTD(1)),
    metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    metadata_numbers Map(LowCardinality(String), Nullable(Float64)) CODEC(ZSTD(1)),
    metadata_rest String CODEC(ZSTD(1)),
    pattern_id LowCardinality(String) CODEC(ZSTD(1)),
    ingest LowCardinality(String) CODEC(ZSTD(1)),
    retention_days UInt16 CODEC(ZSTD(1)),
    INDEX message_words lowerUTF8(message) TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX metadata_values mapValues(metadata) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX trace_id_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX timestamp_range timestamp TYPE minmax GRANULARITY 1,
    INDEX observed_at_range observed_at TYPE minmax GRANULARITY 1,
    PROJECTION per_minute
    (
        SELECT tenant, toStartOfMinute(toDateTime(timestamp, 'UTC')) AS minute, source, severity, count(), sum(length(message))
        GROUP BY tenant, minute, source, severity
    )
)
ENGINE = MergeTree
PARTITION BY (toDate(observed_at), retention_days)
PRIMARY KEY (tenant, timestamp)
ORDER BY (tenant, timestamp, observed_at, seq)
SETTINGS
    non_replicated_deduplication_window = 10000,
    lightweight_mutation_projection_mode = 'rebuild',
    map_serialization_version = 'with_buckets',
    map_serialization_version_for_zero_level_parts = 'basic',
    map_buckets_min_avg_size = 0,
    map_buckets_strategy = 'sqrt',
    map_buckets_coefficient = 2;
