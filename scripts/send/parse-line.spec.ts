import { parseLine } from './parse-line.ts';
import type { TimeContext } from './parse-time.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
const UTC: TimeContext = { zone: 'utc', nowMs: NOW };

describe('parseLine', () => {
  it.each([
    ['2026-11-21 07:53:11 status installed dbus:amd64 1.14.10', '2026-11-21T07:53:11Z', undefined, 'status installed dbus:amd64 1.14.10'],
    ['2026-11-21T07:53:11.123456Z INFO started', '2026-11-21T07:53:11.123456Z', 'info', 'INFO started'],
    ['2026-11-21T07:53:11+01:00 warning: low disk', '2026-11-21T06:53:11Z', 'warn', 'warning: low disk'],
    ['2026-11-21 07:53:11 +0530 DEBUG x', '2026-11-21T02:23:11Z', 'debug', 'DEBUG x'],
    ['2026-11-21 07:53:11,123 ERROR [main] com.acme.Shop - no stock', '2026-11-21T07:53:11.123Z', 'error', 'ERROR [main] com.acme.Shop - no stock'],
    ['2026-11-21 07:53:11,123 - root - CRITICAL - disk gone', '2026-11-21T07:53:11.123Z', 'fatal', 'root - CRITICAL - disk gone'],
    ['[2026-11-21 07:53:11] production.ERROR: SQLSTATE', '2026-11-21T07:53:11Z', undefined, 'production.ERROR: SQLSTATE'],
    ['[2026-11-21 07:53:11 +0000] [12] [INFO] Booting worker', '2026-11-21T07:53:11Z', 'info', '[12] [INFO] Booting worker'],
    ['2026/11/21 07:53:11 [error] 12#0: *3 open() "/x" failed', '2026-11-21T07:53:11Z', 'error', '[error] 12#0: *3 open() "/x" failed'],
    ['2026/11/21 07:53:11 http: TLS handshake error from 1.2.3.4: EOF', '2026-11-21T07:53:11Z', undefined, 'http: TLS handshake error from 1.2.3.4: EOF'],
    ['[Sat Nov 21 07:53:11.123456 2026] [core:error] [pid 7] AH00124: x', '2026-11-21T07:53:11.123456Z', 'error', '[core:error] [pid 7] AH00124: x'],
    ['2026-11-21 07:53:11.123 UTC [42] FATAL:  role "x" does not exist', '2026-11-21T07:53:11.123Z', 'fatal', '[42] FATAL:  role "x" does not exist'],
    ['I1121 07:53:11.123456   1 server.go:12] ready', '2026-11-21T07:53:11.123456Z', 'info', 'I1121 07:53:11.123456   1 server.go:12] ready'],
    ['E, [2026-11-21T07:53:11.123456 #12] ERROR -- : boom', '2026-11-21T07:53:11.123456Z', 'error', 'ERROR -- : boom'],
    ['7:M 21 Nov 2026 07:53:11.123 # WARNING overcommit_memory is 0', '2026-11-21T07:53:11.123Z', 'warn', '7:M # WARNING overcommit_memory is 0'],
    ['1795247591 started', '2026-11-21T07:53:11Z', undefined, 'started'],
    ['1795247591123 started', '2026-11-21T07:53:11.123Z', undefined, 'started'],
    ['1795247591.5 [WARN] slow', '2026-11-21T07:53:11.5Z', 'warn', '[WARN] slow'],
    ['ts=2026-11-21T07:53:11Z level=warn msg="slow"', '2026-11-21T07:53:11Z', 'warn', 'ts=2026-11-21T07:53:11Z level=warn msg="slow"'],
    ['time="2026-11-21T07:53:11Z" level=fatal msg=x', '2026-11-21T07:53:11Z', 'fatal', 'time="2026-11-21T07:53:11Z" level=fatal msg=x'],
    ['ERROR 2026-11-21 07:53:11,123 views 12 x', '2026-11-21T07:53:11.123Z', 'error', 'ERROR 2026-11-21 07:53:11,123 views 12 x'],
    [
      'update-alternatives 2026-11-21 07:53:11: run with --remove',
      '2026-11-21T07:53:11Z',
      undefined,
      'update-alternatives 2026-11-21 07:53:11: run with --remove',
    ],
    ['type=USER_LOGIN msg=audit(1795247591.123:88): pid=1', '2026-11-21T07:53:11.123Z', undefined, 'type=USER_LOGIN msg=audit(1795247591.123:88): pid=1'],
    ['07:53:11.123 [main] WARN  com.acme - slow', '2026-11-21T07:53:11.123Z', 'warn', '[main] WARN  com.acme - slow'],
    ['Nov 21, 2026 7:53:11 PM com.acme.Main run', '2026-11-21T19:53:11Z', undefined, 'com.acme.Main run'],
    ['ERROR:root:no such file', undefined, 'error', 'ERROR:root:no such file'],
    ['no error was found in 12 files', undefined, undefined, 'no error was found in 12 files'],
    ['GET /error: nothing', undefined, undefined, 'GET /error: nothing'],
    ['2026-02-30 07:53:11 not a day', undefined, undefined, '2026-02-30 07:53:11 not a day'],
    ['plain words', undefined, undefined, 'plain words'],
  ])('reads %s', (line, timestamp, severity, message) => {
    expect(parseLine(line, UTC)).toMatchObject({ timestamp, severity, message });
  });

  it('reads a syslog line: host, program and pid', () => {
    expect(parseLine('Nov 21 07:53:11 web-1 sshd[812]: error: Failed password for root', UTC)).toEqual({
      timestamp: '2026-11-21T07:53:11Z',
      severity: 'error',
      host: 'web-1',
      program: 'sshd',
      message: 'sshd[812]: error: Failed password for root',
      metadata: { pid: '812' },
    });
    expect(parseLine('<11>Nov  1 07:53:11 web-1 cron: done', UTC)).toMatchObject({ timestamp: '2026-11-01T07:53:11Z', severity: 'error', host: 'web-1' });
    expect(parseLine('<165>1 2026-11-21T07:53:11.5Z web-1 app 7 ID47 [x@1 a="b"] hello', UTC)).toEqual({
      timestamp: '2026-11-21T07:53:11.5Z',
      severity: 'info',
      host: 'web-1',
      program: 'app',
      message: 'hello',
      metadata: { pid: '7', msgid: 'ID47', structuredData: '[x@1 a="b"]' },
    });
  });

  it('gives a syslog line without a year the latest year that is not ahead', () => {
    const january = { zone: 'utc', nowMs: Date.UTC(2027, 0, 1, 0, 5) } as const;
    expect(parseLine('Dec 31 23:59:58 h p: x', january).timestamp).toBe('2026-12-31T23:59:58Z');
    expect(parseLine('Jan  1 00:04:00 h p: x', january).timestamp).toBe('2027-01-01T00:04:00Z');
    const eve = { zone: 'utc', nowMs: Date.UTC(2026, 11, 31, 23, 59, 59) } as const;
    expect(parseLine('Jan  1 00:00:01 h p: x', eve).timestamp).toBe('2027-01-01T00:00:01Z');
    expect(parseLine('Feb 29 12:00:00 h p: x', january).timestamp).toBe('2024-02-29T12:00:00Z');
  });

  it('takes yesterday for a clock time that is ahead', () => {
    expect(parseLine('23:10:00 INFO x', UTC).timestamp).toBe('2026-11-20T23:10:00Z');
  });

  it('reads times without a zone in the zone of this machine', () => {
    const expected = new Date(2026, 5, 1, 7, 53, 11).toISOString().replace('.000', '');
    expect(parseLine('2026-06-01 07:53:11 x', { zone: 'local', nowMs: NOW }).timestamp).toBe(expected);
  });

  it('reads an access line into fields, with the level of its status', () => {
    const line = '203.0.113.9 - bob [21/Nov/2026:07:53:11 +0100] "POST /api/pay?x=1 HTTP/1.1" 502 157 "https://a/" "curl/8"';
    expect(parseLine(line, UTC)).toEqual({
      timestamp: '2026-11-21T06:53:11Z',
      severity: 'error',
      message: line,
      metadata: {
        'client.ip': '203.0.113.9',
        user: 'bob',
        'http.method': 'POST',
        'http.path': '/api/pay?x=1',
        'http.status': 502,
        bytes: 157,
        'http.referrer': 'https://a/',
        'http.userAgent': 'curl/8',
      },
    });
  });
});
