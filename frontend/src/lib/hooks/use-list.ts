import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { List } from '@/lib/api/account-types';
import type { PageOf } from '@/lib/api/admin';

/** A list that is read page by page. */
export interface Listing<T> {
  items: T[];
  /** Nothing to show yet. */
  isFirstLoad: boolean;
  /** What is shown answers an older question, or the server has stopped answering. */
  isOld: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  reload: () => void;
}

/** Reads a list; while a new question is being answered, the rows of the old one stay. */
export function useList<T>(key: readonly unknown[], load: (page: PageOf) => Promise<List<T>>, enabled = true): Listing<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load({ ...(pageParam ? { cursor: pageParam } : {}), signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    isFirstLoad: query.isPending,
    isOld: query.isPlaceholderData || query.isRefetchError,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  };
}
