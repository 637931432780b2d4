import { totalmem } from 'node:os';

const MB = 1024 * 1024;
const MEMORY_MB_MAX = 1200;
const MEMORY_MB_MIN = 256;
const MEMORY_SHARE = 0.4;

/**
 * Memory that the engine may use, in bytes: what is asked for, else 40 % of the machine or of the container, at most 1.2 GB.
 * @param askedMb 0 or undefined follows the machine
 */
export function engineMemoryBytes(askedMb: number | undefined): number {
  if (askedMb !== undefined && askedMb > 0) return Math.max(askedMb, MEMORY_MB_MIN) * MB;
  const container = process.constrainedMemory();
  const machine = container > 0 ? Math.min(container, totalmem()) : totalmem();
  return Math.max(MEMORY_MB_MIN * MB, Math.min(MEMORY_MB_MAX * MB, Math.floor(machine * MEMORY_SHARE)));
}

/**
 * Configuration of an engine that shares a small machine with the app. The pools are small; the merge limits that refer to
 * them are lowered too, since with their defaults a small pool would never merge large parts. No network, no reports.
 */
export function engineConfigXml(options: { memoryBytes: number; threads: number }): string {
  const { memoryBytes, threads } = options;
  const cache = (share: number, maxMb: number) => Math.floor(Math.min(memoryBytes * share, maxMb * MB));
  const pool = Math.max(2, Math.min(threads, 4));
  const values: Record<string, number> = {
    max_server_memory_usage: memoryBytes,
    merges_mutations_memory_usage_soft_limit: Math.floor(memoryBytes * 0.4),
    mark_cache_size: cache(0.05, 64),
    index_mark_cache_size: cache(0.02, 16),
    primary_index_cache_size: cache(0.05, 64),
    uncompressed_cache_size: 0,
    index_uncompressed_cache_size: 0,
    mmap_cache_size: 100,
    compiled_expression_cache_size: cache(0.02, 16),
    query_condition_cache_size: cache(0.02, 16),
    page_cache_max_size: 0,
    vector_similarity_index_cache_size: 0,
    text_index_dictionary_block_cache_size: cache(0.04, 48),
    text_index_tokens_cache_size: cache(0.02, 24),
    text_index_header_cache_size: cache(0.02, 24),
    text_index_postings_cache_size: cache(0.04, 48),
    background_pool_size: pool,
    background_merges_mutations_concurrency_ratio: 2,
    background_schedule_pool_size: 8,
    background_common_pool_size: 2,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
    background_buffer_flush_schedule_pool_size: 1,
    background_message_broker_schedule_pool_size: 1,
    background_distributed_schedule_pool_size: 1,
    asynchronous_metrics_update_period_s: 30,
    total_memory_profiler_step: 0,
    total_memory_tracker_sample_probability: 0,
  };
  const lines = Object.entries(values).map(([name, value]) => `  <${name}>${value}</${name}>`);
  return `<clickhouse>
${lines.join('\n')}
  <query_cache><max_size_in_bytes>0</max_size_in_bytes></query_cache>
  <merge_tree>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>2</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>2</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>2</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
  <remote_url_allow_hosts></remote_url_allow_hosts>
  <send_crash_reports><enabled>false</enabled></send_crash_reports>
  <logger><level>none</level></logger>
</clickhouse>
`;
}

/** Settings of every query unless it says otherwise. One read never takes so much that inserts fail for want of memory. */
export function querySettings(options: { memoryBytes: number; threads: number }): Record<string, string> {
  const { memoryBytes, threads } = options;
  return {
    max_threads: String(threads),
    max_memory_usage: String(Math.floor(memoryBytes * 0.5)),
    max_bytes_before_external_group_by: String(Math.floor(memoryBytes * 0.2)),
    max_bytes_before_external_sort: String(Math.floor(memoryBytes * 0.2)),
    implicit_select: '0',
    allow_introspection_functions: '0',
  };
}
