"""The product through grpcio (C-core), without generated code. usage: product_python.py GRPC_PORT; the server holds the demo store."""
import sys

import grpc


def text(number, value):
    return bytes([number << 3 | 2, len(value)]) + value.encode()


def fails(call, code):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, (error.code(), error.details())
        return error
    raise AssertionError("no error")


SHOPPERS, ANNA = "/smartstore.v1.Shoppers/", text(1, "anna")
SERVING = b"\x08\x01"
# A busy machine is no failure.
PATIENCE_S = 120


def a_list(channel):
    answer = channel.unary_unary(SHOPPERS + "GetList")(ANNA, timeout=PATIENCE_S)
    assert answer.startswith(ANNA)


def an_unknown_shopper(channel):
    error = fails(lambda: channel.unary_unary(SHOPPERS + "GetList")(text(1, "nobody"), timeout=PATIENCE_S), grpc.StatusCode.NOT_FOUND)
    assert "nobody" in error.details()


def what_is_wrong_is_named(channel):
    error = fails(lambda: channel.unary_unary(SHOPPERS + "PutList")(ANNA + text(2, text(1, "a b").decode() + text(2, "x").decode()), timeout=PATIENCE_S), grpc.StatusCode.INVALID_ARGUMENT)
    assert error.details().startswith("items[0].id: ")
    assert b"items[0].id" in dict(error.trailing_metadata())["grpc-status-details-bin"]


def a_stream_begins_with_headers_and_what_waits(channel):
    stream = channel.unary_stream(SHOPPERS + "Watch")(ANNA, timeout=PATIENCE_S)
    assert stream.initial_metadata() is not None
    assert b"1001" in next(iter(stream))
    stream.cancel()


def a_deadline(channel):
    fails(lambda: list(channel.unary_stream(SHOPPERS + "Watch")(ANNA, timeout=0.5)), grpc.StatusCode.DEADLINE_EXCEEDED)


def compressed_requests(channel):
    assert channel.unary_unary(SHOPPERS + "GetList")(ANNA, compression=grpc.Compression.Gzip, timeout=PATIENCE_S).startswith(ANNA)


def what_is_not_served(channel):
    for path in (SHOPPERS + "NoSuchMethod", "/smartstore.v1.NoSuchService/Call"):
        fails(lambda: channel.unary_unary(path)(b"", timeout=PATIENCE_S), grpc.StatusCode.UNIMPLEMENTED)


def a_request_over_the_limit(channel):
    fails(lambda: channel.unary_unary(SHOPPERS + "GetList")(bytes([0x0A, 0x80, 0x80, 0x05]) + b"x" * 81920, timeout=PATIENCE_S), grpc.StatusCode.RESOURCE_EXHAUSTED)


def health(channel):
    assert channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=PATIENCE_S) == SERVING
    assert next(iter(channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=PATIENCE_S))) == SERVING


def reflection(channel):
    for version in ("v1", "v1alpha"):
        answers = channel.stream_stream(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")(iter([text(7, "")]), timeout=PATIENCE_S)
        assert b"smartstore.v1.Shoppers" in next(iter(answers))


passed = failed = 0
for case in (a_list, an_unknown_shopper, what_is_wrong_is_named, a_stream_begins_with_headers_and_what_waits, a_deadline, compressed_requests, what_is_not_served, a_request_over_the_limit, health, reflection):
    with grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
        try:
            case(channel)
            passed += 1
            print("ok    grpcio:", case.__name__.replace("_", " "))
        except Exception as error:  # a check reports every failure
            failed += 1
            print("FAIL  grpcio:", case.__name__.replace("_", " "), repr(error)[:300])
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
