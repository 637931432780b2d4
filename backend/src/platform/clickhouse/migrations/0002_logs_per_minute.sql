-- Counts per minute: overview, trends and anomalies read these, never the raw records. The engine answers a query over this
-- view from the projection per_minute of each part.
CREATE VIEW logs_per_minute AS
SELECT
    tenant,
    toStartOfMinute(toDateTime(timestamp, 'UTC')) AS minute,
    source,
    severity,
    count() AS count,
    sum(length(message)) AS bytes
FROM logs
GROUP BY tenant, minute, source, severity;
