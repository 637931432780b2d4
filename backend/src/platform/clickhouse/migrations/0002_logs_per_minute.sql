-- Counts per minute: overview, trends and anomalies read these, never the raw records.
-- The same partitions as logs, so that a retention drop takes the same records from both.
CREATE TABLE logs_per_minute
(
    tenant LowCardinality(String),
    minute DateTime('UTC') CODEC(Delta, ZSTD(1)),
    source LowCardinality(String) CODEC(ZSTD(1)),
    severity UInt8 CODEC(ZSTD(1)),
    observed_day Date CODEC(ZSTD(1)),
    retention_days UInt16 CODEC(ZSTD(1)),
    count UInt64 CODEC(ZSTD(1)),
    bytes UInt64 CODEC(ZSTD(1))
)
ENGINE = SummingMergeTree((count, bytes))
PARTITION BY (observed_day, retention_days)
ORDER BY (tenant, minute, source, severity)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW logs_per_minute_view TO logs_per_minute AS
SELECT
    tenant,
    toStartOfMinute(toDateTime(timestamp, 'UTC')) AS minute,
    source,
    severity,
    toDate(observed_at) AS observed_day,
    retention_days,
    count() AS count,
    sum(length(message)) AS bytes
FROM logs
GROUP BY tenant, minute, source, severity, observed_day, retention_days;
