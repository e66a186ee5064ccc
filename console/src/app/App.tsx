import {SignalboxProvider} from '@signalbox/react';
import {Redirect, Route, Switch} from 'wouter';
import {ReplayPage} from '../replay/ReplayPage';
import {ServerPage} from '../server/ServerPage';
import {SessionPage} from '../session/SessionPage';
import {SessionsPage} from '../sessions/SessionsPage';
import {client} from './client';
import {Gate} from './Gate';
import {NotFound} from './NotFound';
import {Shell} from './Shell';

/** The routes; the server hands out the same page for each of them. */
export function App() {
  return (
    <Gate>
      <SignalboxProvider client={client}>
        <Shell>
          <Switch>
            <Route path="/">
              <Redirect to="/sessions" replace />
            </Route>
            <Route path="/sessions" component={SessionsPage} />
            <Route path="/sessions/:id">{({id}) => <SessionPage key={id} sessionId={id} />}</Route>
            <Route path="/sessions/:id/replay">
              {({id}) => <ReplayPage key={id} sessionId={id} />}
            </Route>
            <Route path="/server" component={ServerPage} />
            <Route component={NotFound} />
          </Switch>
        </Shell>
      </SignalboxProvider>
    </Gate>
  );
}
