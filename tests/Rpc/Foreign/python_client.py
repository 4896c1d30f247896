"""grpcio (C-core), without generated code: usage: python_client.py GRPC_PORT"""
import sys

import grpc


def varint(n):
    out = b""
    while n >= 0x80:
        out, n = out + bytes([n & 0x7F | 0x80]), n >> 7
    return out + bytes([n])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def payload(size):
    return field(2, bytes(size))


SERVICE = "/grpc.testing.TestService/"
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"


def unary(channel):
    return channel.unary_unary(SERVICE + "UnaryCall")


def large(channel):
    answer = unary(channel)(field(2, 314159) + field(3, payload(271828)), timeout=20)
    assert len(answer) > 314159


def metadata(channel):
    answer, call = unary(channel).with_call(field(2, 1), metadata=((INITIAL, "value"), (TRAILING, b"\xab\xab\xab")), timeout=20)
    assert dict(call.initial_metadata())[INITIAL] == "value"
    assert dict(call.trailing_metadata())[TRAILING] == b"\xab\xab\xab"


def status(channel):
    text = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    try:
        unary(channel)(field(7, field(1, 2) + field(2, text.encode())), timeout=20)
    except grpc.RpcError as error:
        assert (error.code(), error.details()) == (grpc.StatusCode.UNKNOWN, text)
        return
    raise AssertionError("no error")


def compressed(channel):
    request = field(2, 1000) + field(3, payload(2000)) + field(6, field(1, 1)) + field(8, field(1, 1))
    assert len(unary(channel)(request, compression=grpc.Compression.Gzip, timeout=20)) > 1000


def server_stream(channel):
    request = b"".join(field(2, field(1, size)) for size in (31415, 9, 2653, 58979))
    answers = list(channel.unary_stream(SERVICE + "StreamingOutputCall")(request, timeout=20))
    assert [len(a) > size for a, size in zip(answers, (31415, 9, 2653, 58979))] == [True] * 4


def client_stream(channel):
    requests = (field(1, payload(size)) for size in (27182, 8, 1828, 45904))
    assert channel.stream_unary(SERVICE + "StreamingInputCall")(requests, timeout=20) == field(1, 74922)


def duplex(channel):
    requests = (field(2, field(1, size)) for size in (31415, 9, 2653))
    assert len(list(channel.stream_stream(SERVICE + "FullDuplexCall")(requests, timeout=20))) == 3


def deadline(channel):
    try:
        list(channel.unary_stream(SERVICE + "StreamingOutputCall")(field(2, field(1, 1) + field(2, 20_000_000)), timeout=0.3))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        return
    raise AssertionError("no error")


def unimplemented(channel):
    for path in (SERVICE + "UnimplementedCall", SERVICE + "NoSuchCall", "/grpc.testing.NoSuchService/Call"):
        try:
            channel.unary_unary(path)(b"", timeout=20)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNIMPLEMENTED, path
            continue
        raise AssertionError(path)


def health(channel):
    assert channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=20) == field(1, 1)
    assert next(iter(channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=20))) == field(1, 1)


passed = failed = 0
for case in (large, metadata, status, compressed, server_stream, client_stream, duplex, deadline, unimplemented, health):
    with grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
        try:
            case(channel)
            passed += 1
            print("ok    grpcio:", case.__name__)
        except Exception as error:  # a check reports whatever went wrong
            failed += 1
            print("FAIL  grpcio:", case.__name__, repr(error)[:200])
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
