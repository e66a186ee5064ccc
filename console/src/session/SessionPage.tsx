export function SessionPage({sessionId}: {sessionId: string}) {
    return <h1>{sessionId}</h1>;
}
