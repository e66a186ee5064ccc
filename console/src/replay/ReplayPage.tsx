export function ReplayPage({sessionId}: {sessionId: string}) {
    return <h1>{sessionId}</h1>;
}
