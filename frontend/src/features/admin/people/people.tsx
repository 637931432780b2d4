'use client';

import { useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SearchField } from '@/components/ui/search-field';
import { SidePanel } from '@/components/ui/side-panel';
import { useSession } from '@/features/auth/use-session';
import { listInvitations, listUsers } from '@/lib/api/admin';
import { useAddress } from '@/lib/hooks/use-address';
import { useList } from '@/lib/hooks/use-list';
import { personName } from '../lib/person-words';
import { INVITATIONS_KEY, PEOPLE_KEY } from '../lib/query-keys';
import { Section } from '../parts';
import { InvitationList } from './invitation-list';
import { InviteForm } from './invite-form';
import { NewPersonForm } from './new-person-form';
import { PeopleList } from './people-list';
import { PersonPanel } from './person-panel';

/** The people of the tenant and who was invited: list, create, invite, change, disable, delete, sign out. */
export function People() {
  const [search, change] = useAddress();
  const session = useSession();
  const query = search.get('query') ?? '';
  const invitations = search.get('show') === 'invitations';
  const making = search.get('new');
  const open = search.get('person');
  const people = useList([...PEOPLE_KEY, query], (page) => listUsers(query, page), !invitations);
  const invited = useList(INVITATIONS_KEY, listInvitations, invitations);
  const find = useCallback((text: string) => change({ query: text }, 'replace'), [change]);
  const close = useCallback(() => change({ new: undefined, person: undefined }), [change]);
  const person = people.items.find((user) => user.id === open);
  const me = session.status === 'signed-in' ? session.user.id : '';

  const panel =
    making === 'person' ? (
      <SidePanel key="new" title="New person" onClose={close}>
        <NewPersonForm onDone={(id) => change({ new: undefined, person: id, show: undefined, query: undefined })} />
      </SidePanel>
    ) : making === 'invitation' ? (
      <SidePanel key="invite" title="Invite" onClose={close}>
        <InviteForm onDone={() => change({ new: undefined, show: 'invitations' })} />
      </SidePanel>
    ) : open && !invitations && !people.isFirstLoad ? (
      <SidePanel key={open} title={person ? personName(person) : 'Person'} onClose={close}>
        {person ? (
          <PersonPanel user={person} isMe={person.id === me} onGone={close} />
        ) : (
          <p className="m">Not among the people shown. Search for the person.</p>
        )}
      </SidePanel>
    ) : undefined;

  return (
    <Section
      panel={panel}
      tools={
        <>
          <div className="seg" role="group" aria-label="Which people">
            <button
              type="button"
              className={invitations ? '' : 'on'}
              aria-pressed={!invitations}
              onClick={() => change({ show: undefined, person: undefined })}
            >
              People
            </button>
            <button
              type="button"
              className={invitations ? 'on' : ''}
              aria-pressed={invitations}
              onClick={() => change({ show: 'invitations', person: undefined })}
            >
              Invitations
            </button>
          </div>
          {!invitations && <SearchField label="Find a person" value={query} onChange={find} />}
          <div className="acts">
            <Button onClick={() => change({ new: 'person', person: undefined })}>
              <Icon name="plus" small />
              New person
            </Button>
            <Button variant="primary" onClick={() => change({ new: 'invitation', person: undefined })}>
              Invite
            </Button>
          </div>
        </>
      }
    >
      {invitations ? (
        <InvitationList list={invited} onInvite={() => change({ new: 'invitation' })} />
      ) : (
        <PeopleList
          list={people}
          query={query}
          openId={open ?? undefined}
          onOpen={(id) => change({ person: id, new: undefined })}
          onClear={() => change({ query: undefined })}
        />
      )}
    </Section>
  );
}
