import {Link} from 'wouter';
import {EmptyState} from '../ui/EmptyState';
import {useDocumentTitle} from './useDocumentTitle';

export function NotFound() {
  useDocumentTitle('No such page');
  return (
    <EmptyState title="There is no such page" level={1}>
      The address may be mistyped, or what it named is gone.{' '}
      <Link href="/sessions">All sessions</Link>
    </EmptyState>
  );
}
