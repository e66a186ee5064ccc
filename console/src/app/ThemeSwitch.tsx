import {useSyncExternalStore} from 'react';
import {Icon, type IconName} from '../ui/Icon';
import {Segmented} from '../ui/Segmented';
import {onTheme, setTheme, theme, type Theme} from './theme';

const THEMES: readonly {value: Theme; label: string; sign: IconName}[] = [
  {value: 'system', label: 'As the system', sign: 'monitor'},
  {value: 'light', label: 'Light', sign: 'sun'},
  {value: 'dark', label: 'Dark', sign: 'moon'},
];

export function ThemeSwitch() {
  const chosen = useSyncExternalStore(onTheme, theme);
  return (
    <Segmented
      label="Theme"
      value={chosen}
      onChange={setTheme}
      options={THEMES.map(({value, label, sign}) => ({
        value,
        label,
        icon: <Icon name={sign} />,
      }))}
    />
  );
}
