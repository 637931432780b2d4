import net from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { RAW_BODY, readBodies } from './raw-body.js';

describe('bodies', () => {
  let fastify: FastifyInstance;
  let port: number;
  const failures: unknown[] = [];
  let failed: () => void = () => undefined;

  beforeAll(async () => {
    fastify = Fastify();
    readBodies(fastify, { bytesMax: 100, bytesInFlightMax: 150 });
    fastify.setErrorHandler(async (error, _request, reply) => {
      failures.push(error);
      failed();
      return reply.status(error instanceof AppError ? error.status : 500).send();
    });
    fastify.post('/raw', { config: RAW_BODY }, async (request) => ({ bytes: (request.body as Buffer).length }));
    fastify.post('/json', async (request) => request.body ?? null);
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    port = (fastify.server.address() as net.AddressInfo).port;
  });
  beforeEach(() => failures.splice(0));
  afterAll(() => fastify.close());

  const post = (url: string, payload: string, type = 'application/json') => fastify.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });

  /** Sends the beginning of a body and waits until the server has it. */
  async function begin(path: string, part: string): Promise<net.Socket> {
    const socket = net.connect(port, '127.0.0.1');
    const arrived = new Promise<void>((resolve) => fastify.server.once('request', (request) => request.once('readable', () => resolve())));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n${part}`);
    await arrived;
    return socket;
  }

  it.each(['/raw', '/json'])('of a sender that goes away half-way are no error of the server (%s)', async (path) => {
    const socket = await begin(path, '{');
    const heard = new Promise<void>((resolve) => (failed = resolve));
    socket.destroy();
    await heard;
    expect(failures).toEqual([expect.objectContaining({ code: 'bad_request' })]);
  });

  it('are bounded one by one and all together, and what went away is given back', async () => {
    expect((await post('/raw', 'x'.repeat(101), 'text/plain')).statusCode).toBe(413);
    const slow = await begin('/raw', 'x'.repeat(90));
    expect((await post('/raw', 'x'.repeat(90), 'text/plain')).statusCode).toBe(503);
    const heard = new Promise<void>((resolve) => (failed = resolve));
    slow.destroy();
    await heard;
    expect((await post('/raw', 'x'.repeat(90), 'text/plain')).json()).toEqual({ bytes: 90 });
  });

  it('are JSON where a route does not ask for them as they are', async () => {
    expect((await post('/json', '{"a":1}')).json()).toEqual({ a: 1 });
    expect((await post('/json', '{"a":')).statusCode).toBe(400);
    expect((await post('/json', 'a=1', 'application/x-www-form-urlencoded')).statusCode).toBe(415);
  });
});
