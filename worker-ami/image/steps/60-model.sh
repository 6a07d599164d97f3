#!/usr/bin/env bash
# The model, as the engine finds it with the hub switched off. MODEL_FROM is a folder that has it already.
. "$(dirname "$0")/../common.sh"
: "${MODEL_ID:?the model has no id; set MODEL_ID, such as KBLab/kb-whisper-small}"
: "${MODEL_REVISION:?the model has no revision; set MODEL_REVISION to the commit of the hub repository}"
: "${ENGINE_MODULE:?the engine has no module; set ENGINE_MODULE, such as transcription_engine}"
: "${MODEL_FILES:?the engine does not say which files a model has; set MODEL_FILES, such as model.bin config.json}"

read -r -a files <<<"$MODEL_FILES"
HF_HUB_DISABLE_TELEMETRY=1 "$PYTHON" "$IMAGE_DIR/bake_model.py" \
  --id "$MODEL_ID" --revision "$MODEL_REVISION" --cache "$MODELS" --files "${files[@]}" ${MODEL_FROM:+--from "$MODEL_FROM"}

# The proof: the engine itself loads it, from the disk alone. Its input ends at once, and so does it.
HF_HUB_OFFLINE=1 HF_HUB_CACHE="$MODELS" "$PYTHON" -m "$ENGINE_MODULE" --device cpu --model "$MODEL_ID" </dev/null
