import type {ServerResponse} from 'node:http';
import {Player, type Stage} from './player.js';
import {problem, type Asked} from './rest.js';
import {writeEvents, type ScriptedServer} from './scripted-server.js';

/** `GET …/events/stream` */
export function stream(server: ScriptedServer, asked: Asked, response: ServerResponse): void {
  if (server.isDeleted || !asked.path.includes(`/${server.journal[0]!.sessionId}/`)) {
    problem(response, 404, 'SESSION_NOT_FOUND');
    return;
  }
  const [epoch, after] = String(asked.headers['last-event-id']).split('-').map(Number);
  response.writeHead(200, {'Content-Type': 'text/event-stream'});
  response.flushHeaders();
  server.streams.add(response);
  let isSilent = false;
  const stage: Stage = {
    write: (objects) => {
      if (!isSilent) {
        writeEvents(response, server.epoch, objects);
      }
    },
    cut: (how) => {
      if (how === 'silence') {
        isSilent = true;
      } else if (how === 'reset') {
        response.destroy();
      } else {
        response.end();
      }
    },
  };
  const text = (name: string) => asked.query.get(name);
  const player = new Player(server, stage, after!, {
    ...(text('types') !== null && {types: text('types')!.split(',')}),
    ...(text('tracks') !== null && {tracks: text('tracks')!.split(',')}),
    ...(text('minLogLevel') !== null && {minLogLevel: text('minLogLevel')!}),
  });
  const heartbeat = setInterval(() => {
    player.sayProgress();
    stage.write([{type: 'heartbeat', at: new Date().toISOString()}]);
  }, server.heartbeatMs);
  server.players.add(player);
  response.on('close', () => {
    clearInterval(heartbeat);
    player.stop();
    server.streams.delete(response);
    server.players.delete(player);
  });
  player.play(epoch === server.epoch ? (server.scripts.shift() ?? []) : [{resync: 'other epoch'}]);
}
