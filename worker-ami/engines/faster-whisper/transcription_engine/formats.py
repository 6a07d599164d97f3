"""The kinds of file that are opened, and those that only the ending of their name tells apart."""

from pathlib import PurePath


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Recordings and what holds them. Left out is all that FFmpeg can make sound or pictures of without there being any
# (scripts, playlists, text, devices), and what reaches for other files or addresses: an upload is one recording.
SOUND = _names("""
    aa aac aax ac3 ac4 act aea aiff aix amr amrnb amrwb apac ape aptx aptx_hd asf asf_o au avr bonk caf codec2 daud dsf
    dss dts dtshd eac3 epaf flac g723_1 g729 gsm hcom iamf ilbc iff ircam laf lc3 loas mca mlp mmf mp3 mpc mpc8
    nistsphere nsp ogg oma osq pvf qcp qoa rka s337m sbc sds sdx shn siff sox spdif tak tta truehd voc vqf w64 wav
    wavarc wsd wv wve xwma
""")
FILM = _names("""
    avi cavsvideo dhav dirac dv flv gxf h261 h263 h264 hevc ivf ivr kux live_flv m4v matroska matroska,webm mjpeg mov
    mov,mp4,m4a,3gp,3g2,mj2 mp4 mpeg mpegts mpegtsraw mpegvideo mxf mxg nsv nut nuv obu pmp pva rm roq swf ty vc1 vivo
    webm wtv yuv4mpegpipe
""")
# Without sound, and told to be so rather than to be broken.
PICTURE = _names("apng bmp_pipe gif jpeg_pipe png_pipe tiff_pipe webp_pipe")

# These begin with words of their own. What else a file of bare samples may look like is chance.
UNMISTAKABLE = _names("""
    aiff amr asf au caf flac matroska,webm mov,mp4,m4a,3gp,3g2,mj2 nistsphere ogg sox voc w64 wav wv
""")

_SIGNED_LINEAR_RATES = {
    "": 8_000,
    "12": 12_000,
    "16": 16_000,
    "24": 24_000,
    "32": 32_000,
    "44": 44_100,
    "48": 48_000,
    "96": 96_000,
    "192": 192_000,
}
# Telephone systems write samples and nothing else: neither rate nor codec can be seen in the file.
_HEADERLESS = {
    **dict.fromkeys(_names("ulaw ul pcmu mulaw mu ulw"), ("mulaw", 8_000)),
    **dict.fromkeys(_names("alaw al pcma"), ("alaw", 8_000)),
    **dict.fromkeys(_names("g722 722"), ("g722", None)),
    "gsm": ("gsm", 8_000),
    **{f"{name}{kind}": ("s16le", rate) for kind, rate in _SIGNED_LINEAR_RATES.items() for name in ("sln", "slin")},
}


def headerless(path: str) -> tuple[str, dict[str, str]] | None:
    """Return the format that a name's ending stands for, and its options; None for files that tell it themselves."""
    name, rate = _HEADERLESS.get(PurePath(path).suffix.lower().removeprefix("."), (None, None))
    return None if name is None else (name, {} if rate is None else {"sample_rate": str(rate)})
