import { credentialOf, ingestCredentialOf } from './credential-of.js';

const KEY = 'lsk_0123456789abcdef';
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('credentialOf', () => {
  it('takes Bearer in any case, before X-API-Key', () => {
    expect(credentialOf({ authorization: `bearer ${KEY} `, 'x-api-key': 'other' })).toBe(KEY);
    expect(credentialOf({ 'x-api-key': KEY })).toBe(KEY);
    expect(credentialOf({ authorization: 'Digest x', 'x-api-key': KEY })).toBe(KEY);
    expect(credentialOf({ 'x-api-key': '' })).toBeUndefined();
  });

  it('takes nothing that a browser or an address could carry along by itself', () => {
    for (const headers of [{ authorization: basic(`x:${KEY}`) }, { authorization: `Splunk ${KEY}` }, { 'dd-api-key': KEY }]) {
      expect(credentialOf(headers)).toBeUndefined();
    }
  });
});

describe('ingestCredentialOf', () => {
  it.each([
    ['Bearer', { authorization: `Bearer ${KEY}` }, '/'],
    ['X-API-Key', { 'x-api-key': KEY }, '/'],
    ['Splunk', { authorization: `Splunk ${KEY}` }, '/'],
    ['Basic with the key as password', { authorization: basic(`anyone:${KEY}`) }, '/'],
    ['Basic without a name', { authorization: basic(`:${KEY}`) }, '/'],
    ['Elasticsearch ApiKey', { authorization: `ApiKey ${Buffer.from(`id:${KEY}`).toString('base64')}` }, '/'],
    ['Datadog', { 'dd-api-key': KEY }, '/'],
    ['Seq', { 'x-seq-apikey': KEY }, '/'],
    ['a query', {}, `/api/v2/logs?ddsource=x&api_key=${KEY}`],
    ['another query', {}, `/api/events/raw?apiKey=${encodeURIComponent(KEY)}`],
  ])('takes %s', (_, headers, url) => {
    expect(ingestCredentialOf(headers, url)).toBe(KEY);
  });

  it.each([
    ['nothing', {}, '/?'],
    ['an empty query value', {}, '/?api_key='],
    ['Basic without a password', { authorization: basic('name:') }, '/'],
    ['another scheme', { authorization: `Digest ${KEY}` }, '/'],
    ['a scheme alone', { authorization: 'Splunk ' }, '/'],
  ])('finds no key in %s', (_, headers, url) => {
    expect(ingestCredentialOf(headers, url)).toBeUndefined();
  });
});
