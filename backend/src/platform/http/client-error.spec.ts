import net, { type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { readSettings } from '../config/settings.js';
import { silentLog } from '../telemetry/logger.js';
import { createApp, type CreatedApp } from './create-app.js';

@Module({})
class NothingModule {}

describe('what is no HTTP', () => {
  let created: CreatedApp;
  beforeAll(async () => {
    created = await createApp(NothingModule, readSettings({}, '/'), { log: silentLog, dashboardDir: '/nowhere' });
    await created.app.listen(0, '127.0.0.1');
  });
  afterAll(() => created.app.close());

  /** Everything that the server says to some bytes until it hangs up. */
  const say = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      const { port } = created.app.getHttpServer().address() as AddressInfo;
      const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      socket.on('close', () => resolve(heard));
      socket.on('error', () => undefined);
    });

  it.each([
    ['text', 'hello\r\n\r\n', 400],
    ['a TLS handshake', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), 400],
    ['a header with a control character', 'GET / HTTP/1.1\r\nhost: x\r\na: \x01\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n', 400],
    ['headers without an end', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ])('%s gets the one shape of errors, and the connection ends', async (_, bytes, status) => {
    const answer = await say(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}/);
    const body: unknown = JSON.parse(answer.split('\r\n\r\n')[1] ?? '');
    expect(body).toMatchObject({ error: { code: 'bad_request', message: expect.any(String), requestId: expect.any(String) } });
    expect(answer).not.toMatch(/HPE_|Parse Error/);
  });
});
