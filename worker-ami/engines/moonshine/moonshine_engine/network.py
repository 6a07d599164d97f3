"""The makers' files as networks that ONNX Runtime calculates fast, and that tell where they look.

The files are in ONNX Runtime's own format, with weights of 8 bits that a graph of plain steps makes numbers of. In that
format nothing is calculated ahead, so each token pays for all weights again, which takes five times as long. As ONNX
the numbers are made once, when the model is loaded. What the decoder looks at while it says a word, which tells when
the word is said, is no output of theirs; here it becomes one.
"""

import tempfile
from pathlib import Path

import onnx
from onnx import GraphProto, ModelProto, TensorProto, helper
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

_ON_CPU = ("CPUExecutionProvider",)
_LOOKS = "/encoder_attn/Softmax"


def encoder(file: Path) -> InferenceSession:
    """Load an encoder."""
    return _session(_as_onnx(file))


def decoder(file: Path) -> tuple[InferenceSession, list[str]]:
    """Load a decoder.

    Returns:
      The network, and the names of the outputs that say what it looks at, one for each of its layers.

    Raises:
      ValueError: it is not built of a branch for the first token and one for the others, or looks at no sound.
    """
    model = _as_onnx(file)
    choices = [node for node in model.graph.node if node.op_type == "If"]
    if len(choices) != 1:
        raise ValueError(f"{file.name} has {len(choices)} branchings, expected the one for the first token")
    branches = [attribute.g for attribute in choices[0].attribute]
    looks = [name for name in _looks(branches[0]) if name in _looks(branches[1])]
    if not looks:
        raise ValueError(f"{file.name} has no layer that looks at the sound")
    for branch in branches:
        branch.output.extend(_numbers(name) for name in looks)
    choices[0].output.extend(looks)
    model.graph.output.extend(_numbers(name) for name in looks)
    return _session(model), looks


def _as_onnx(file: Path) -> ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        same = Path(folder, "model.onnx")
        options = SessionOptions()
        options.optimized_model_filepath = str(same)
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
        options.add_session_config_entry("session.save_model_format", "ONNX")
        InferenceSession(str(file), options, providers=_ON_CPU)
        model = onnx.load(same)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                # Which ONNX wants and the other format does not keep.
                attribute.g.name = attribute.name
    return model


def _session(model: ModelProto) -> InferenceSession:
    options = SessionOptions()
    # Parallel work is done by lanes, a piece each.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Its hints are about how such graphs are made, once for each output.
    options.log_severity_level = 3
    return InferenceSession(model.SerializeToString(), options, providers=_ON_CPU)


def _looks(branch: GraphProto) -> list[str]:
    return [node.output[0] for node in branch.node if node.name.endswith(_LOOKS)]


def _numbers(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
