import {Link} from 'wouter';
import {EmptyState} from '../ui/EmptyState';

export function NotFound() {
    return (
        <EmptyState title="There is no such page">
            The address may be mistyped. <Link href="/sessions">All sessions</Link>
        </EmptyState>
    );
}
