import { groupOfRoute } from './route-group.js';

describe('groupOfRoute', () => {
  it.each([
    ['GET', '/api/v1/logs/search', 'search'],
    ['HEAD', '/api/v1/logs/search', 'search'],
    ['GET', '/api/v1/logs/export', 'search'],
    ['POST', '/api/v1/ai/search', 'search'],
    ['POST', '/ai/search', 'search'],
    ['GET', '/api/get-logs', 'search'],
    ['GET', '/api/v1/logs/recent', 'recent'],
    ['GET', '/logs/recent', 'recent'],
    ['GET', '/api/v1/logs/:id', 'by-id'],
    ['GET', '/api/v1/logs/:id/context', 'by-id'],
    ['DELETE', '/api/v1/logs/:id', 'general'],
    ['GET', '/api/v1/logs/histogram', 'general'],
    ['POST', '/api/v1/auth/login', 'sign-in'],
    ['POST', '/api/auth/login', 'sign-in'],
    ['POST', '/api/v1/auth/verify-otp', 'sign-in'],
    ['POST', '/api/v1/auth/reset-password', 'sign-in'],
    ['GET', '/api/v1/auth/oidc/callback', 'sign-in'],
    ['POST', '/api/v1/auth/register', 'register'],
    ['POST', '/api/v1/auth/forgot-password', 'register'],
    ['POST', '/api/v1/auth/refresh', 'general'],
    ['GET', '/api/v1/rate-limits', 'general'],
    ['GET', '/api/v1/something-new', 'general'],
  ])('counts %s %s as %s', (method, route, group) => {
    expect(groupOfRoute(method, route)).toBe(group);
  });

  it.each([
    ['OPTIONS', '/api/v1/logs/search'],
    ['GET', '/'],
    ['GET', '/*'],
    ['GET', '/health'],
    ['GET', '/docs/json'],
    ['GET', '/login/'],
    ['GET', '/apiary'],
  ])('does not count %s %s', (method, route) => {
    expect(groupOfRoute(method, route)).toBeUndefined();
  });
});
