import css from './JumpButton.module.css';

/** The way back to the end of a list; `news` says in words what came meanwhile, null that nothing did. */
export function JumpButton({news, onClick}: {news: string | null; onClick(): void}) {
  return (
    <button type="button" className={css.jump} onClick={onClick}>
      Jump to latest{news !== null && ` (${news})`}
      <span aria-hidden="true">↓</span>
    </button>
  );
}
