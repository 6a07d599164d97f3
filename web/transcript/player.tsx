import { useEffect, useRef } from 'preact/hooks';
import { count } from '../shared/language.ts';
import { type Playback, SPEEDS, STEP_SECONDS } from './playback.ts';
import { words } from './words.ts';

export function Player({ playback }: { playback: Playback }) {
  const text = words();
  const element = useRef<HTMLAudioElement>(null);
  const link = playback.link.value;
  useEffect(() => {
    playback.take(element.current);
    return () => playback.take(null);
  }, [playback, link]);
  if (link === undefined) return <p class="hint">{text.noAudio}</p>;
  const step = (by: number) => playback.seek(playback.now() + by);
  const remember = () => {
    const { current } = element;
    if (current && current.readyState > 0) playback.seconds.value = current.currentTime;
  };
  return (
    <div class="player">
      <button type="button" class="quiet" aria-label={text.back(STEP_SECONDS)} onClick={() => step(-STEP_SECONDS)}>
        −{STEP_SECONDS} s
      </button>
      {/* biome-ignore lint/a11y/useMediaCaption: its text is what the rest of the view shows */}
      <audio
        ref={element}
        controls
        preload="metadata"
        src={link}
        aria-label={text.recording}
        onLoadedMetadata={playback.ready}
        onError={playback.failed}
        onPlay={() => {
          playback.isPlaying.value = true;
        }}
        onPause={() => {
          playback.isPlaying.value = false;
          remember();
        }}
        onEnded={() => {
          playback.isPlaying.value = false;
        }}
        onTimeUpdate={remember}
        onSeeking={remember}
        onSeeked={remember}
      />
      <button type="button" class="quiet" aria-label={text.forward(STEP_SECONDS)} onClick={() => step(STEP_SECONDS)}>
        +{STEP_SECONDS} s
      </button>
      <select
        aria-label={text.speed}
        value={String(playback.speed.value)}
        onChange={({ currentTarget: { value } }) => playback.setSpeed(Number(value))}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={String(speed)}>
            {count(speed)} ×
          </option>
        ))}
      </select>
      {playback.isBroken.value && (
        <p class="problem" role="alert">
          {text.cannotPlay}
        </p>
      )}
    </div>
  );
}
