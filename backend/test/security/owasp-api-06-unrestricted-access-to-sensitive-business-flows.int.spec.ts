import { startFullApp, type FullApp } from '../harness/full-app.js';

/** The flow that robots are after is the way in: one list of stolen passwords over many accounts, one account from many addresses. */
describe('OWASP API6:2023 Unrestricted Access to Sensitive Business Flows', () => {
  let full: FullApp;
  beforeAll(async () => {
    // A third of the usual tries, so that the test is done sooner: 3 with an account from an address, 30 with an account, 12 from an address.
    full = await startFullApp({ SIGN_IN_TRIES: '3' });
  });
  afterAll(() => full?.stop());

  const login = (email: string, remoteAddress: string, password = 'stolen password') =>
    full.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password }, remoteAddress });
  const statuses = (answers: { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode);

  it('one address that tries many accounts is stopped', async () => {
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push(await login(`person-${i}@example.com`, '10.6.0.1'));
    expect(statuses(answers).filter((status) => status === 429).length).toBe(8);
    expect((await login('person-0@example.com', '10.6.0.2')).statusCode).toBe(401);
  });

  it('one IPv6 home is one address, however many it has', async () => {
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push(await login(`home-${i}@example.com`, `2001:db8:1:2::${i.toString(16)}`));
    expect(statuses(answers)).toContain(429);
  });

  it('many addresses that try one account are stopped, but not the person from where they were before', async () => {
    const user = await full.signIn();
    expect((await login(user.email, '10.6.1.1', user.password)).statusCode).toBe(200);
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push(await login(user.email, `10.6.2.${i}`));
    expect(statuses(answers).filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
    expect((await login(user.email, '10.6.1.1', user.password)).statusCode).toBe(200);
  }, 60_000);

  it('addresses that a client makes up are not believed', async () => {
    const answers = [];
    for (let i = 0; i < 20; i++) {
      const headers = { 'x-forwarded-for': `203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}` };
      const payload = { email: `forged-${i}@example.com`, password: 'x' };
      answers.push(await full.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload, headers, remoteAddress: '10.6.3.1' }));
    }
    expect(statuses(answers)).toContain(429);
  });
});
