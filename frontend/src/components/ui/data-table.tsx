import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from '@/lib/cn';

export interface Column<T> {
  id: string;
  /** Empty for a column of buttons. */
  head: string;
  cell: (row: T) => ReactNode;
  /** Right-aligned numbers. */
  number?: boolean;
  /** Left out on a phone, where the row is only a few words. */
  wide?: boolean;
  /** Left out as soon as a panel is open beside the list. */
  extra?: boolean;
  /** Grows and is cut with an ellipsis. */
  grow?: boolean;
}

interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Opens a row's details; its first column becomes a button. */
  onOpen?: (row: T) => void;
  openKey?: string | undefined;
  /** The row is not in force any more: shown in grey. */
  isOff?: (row: T) => boolean;
  /** What is shown answers an older question. */
  old?: boolean;
}

/** Moves the focus to the row after or before the focused one. */
function step(table: HTMLElement, from: Element, by: number): void {
  const buttons = [...table.querySelectorAll<HTMLElement>('[data-open]')];
  const at = buttons.findIndex((button) => button === from);
  if (at >= 0) buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
}

/** Rows of a list: a table, on a phone rows of two lines. Arrows or `j` and `k` go from row to row. */
export function DataTable<T>({ label, columns, rows, keyOf, onOpen, openKey, isOff, old }: DataTableProps<T>) {
  const table = useRef<HTMLTableElement>(null);
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (!by || !table.current || !(event.target instanceof Element) || !event.target.matches('[data-open]')) return;
    event.preventDefault();
    step(table.current, event.target, by);
  };
  return (
    <table ref={table} className={cn('dt', old && 'old', onOpen && 'opens')} role="table" aria-label={label} onKeyDown={onKey}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.id}
              role="columnheader"
              scope="col"
              className={cn(column.number && 'r', column.grow && 'g', column.wide && 'hide-s', column.extra && 'extra')}
            >
              {column.head || <span className="sr-only">Actions</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => {
          const key = keyOf(row);
          return (
            <tr key={key} role="row" className={cn(openKey === key && 'sel', isOff?.(row) && 'off')} onClick={onOpen && (() => onOpen(row))}>
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  role="cell"
                  className={cn(column.number && 'r', column.grow && 'g', column.wide && 'hide-s', column.extra && 'extra', !column.head && 'act')}
                >
                  {index === 0 && onOpen ? (
                    <button type="button" data-open aria-expanded={openKey === key}>
                      {column.cell(row)}
                    </button>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
