import { render, screen } from '@testing-library/react';
import { answer, serve } from '../../../test/server';
import { RequireSession } from './require-session';

jest.mock('next/navigation', () => ({ useRouter: () => ({ replace: jest.fn() }) }));

test('says why it waits while the server cannot tell who is signed in', async () => {
  serve({ '/api/v1/auth/refresh': () => answer(503, { error: { code: 'unavailable', message: 'The database does not answer.' } }) });
  render(<RequireSession waiting={(trouble) => <p>{trouble ?? 'waiting'}</p>}>{() => <p>inside</p>}</RequireSession>);
  expect(screen.getByText('waiting')).toBeInTheDocument();
  expect(await screen.findByText('The database does not answer.')).toBeInTheDocument();
  expect(screen.queryByText('inside')).not.toBeInTheDocument();
});
