import {useRef, type KeyboardEvent} from 'react';
import css from './Tabs.module.css';

interface Props {
  label: string;
  tabs: readonly {readonly id: string; readonly title: string}[];
  selected: string;
  onSelect(id: string): void;
  /** The id of the element that the tabs switch; it has `role="tabpanel"`. */
  panelId: string;
}

/** Tabs as WAI-ARIA describes them: arrows move, Home and End jump. */
export function Tabs({label, tabs, selected, onSelect, panelId}: Props) {
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1}[event.key];
    if (to === undefined) {
      return;
    }
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    onSelect(tabs[index]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  }
  return (
    <div ref={list} role="tablist" aria-label={label} className={css.tabs} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          className={css.tab}
          aria-selected={tab.id === selected}
          aria-controls={panelId}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}
