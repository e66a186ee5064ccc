import {
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import {Button} from './Button';
import css from './Popover.module.css';

interface Props {
  /** What the button is called when its content does not say it. */
  label?: string;
  /** What the button shows. */
  trigger: ReactNode;
  /** The panel; `close` also gives the focus back to the button. */
  children: ReactNode | ((close: () => void) => ReactNode);
  /** `menu` makes the children that are `MenuItem`s a menu of it: arrows move, one tab stop. */
  role?: 'menu';
  align?: 'start' | 'end';
  className?: string;
}

/** A button that opens a panel below it. Escape, a press elsewhere and leaving it close it. */
export function Popover({label, trigger, children, role, align = 'end', className}: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panelId = useId();
  function close() {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  }
  useEffect(() => {
    if (!isOpen) {
      return undefined;
    }
    const onPress = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    addEventListener('pointerdown', onPress);
    if (role === 'menu') {
      items(root.current)[0]?.focus();
    }
    return () => removeEventListener('pointerdown', onPress);
  }, [isOpen, role]);
  function onKeyDown(event: KeyboardEvent) {
    if (!isOpen) {
      return;
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      close();
    } else if (role === 'menu') {
      moveInMenu(event, root.current);
    }
  }
  return (
    <div
      ref={root}
      className={css.root}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <Button
        kind="quiet"
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-haspopup={role ?? undefined}
        aria-controls={isOpen ? panelId : undefined}
        className={className}
        onClick={(event: MouseEvent) => {
          event.preventDefault();
          setOpen(!isOpen);
        }}
      >
        {trigger}
      </Button>
      {isOpen && (
        <div
          id={panelId}
          role={role}
          aria-label={role && label}
          className={`${css.panel} ${css[align]}`}
        >
          {typeof children === 'function' ? children(close) : children}
        </div>
      )}
    </div>
  );
}

/** One thing to do, in a `Popover` of role `menu`. */
export function MenuItem({
  onSelect,
  danger,
  disabled,
  children,
}: {
  onSelect(): void;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={danger ? `${css.item} ${css.danger}` : css.item}
      disabled={disabled}
      onClick={onSelect}
    >
      {children}
    </button>
  );
}

function items(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])];
}

function moveInMenu(event: KeyboardEvent, root: HTMLElement | null): void {
  const all = items(root);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1}[event.key];
  if (to !== undefined && all.length > 0) {
    event.preventDefault();
    event.stopPropagation();
    all[(to + all.length) % all.length]!.focus();
  }
}
