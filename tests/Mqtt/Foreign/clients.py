# Paho for Python as several clients in one process.
# python3 clients.py sub|pub HOST PORT TOPIC_PREFIX [PADDING]; the same as clients.mjs.
import sys
import threading

import paho.mqtt.client as mqtt

mode, host, port, prefix = sys.argv[1:5]
padding = sys.argv[5] if len(sys.argv) > 5 else ""
printing = threading.Lock()


def start(version, protocol, qos):
    name = "paho-py-%d" % version
    done = threading.Event()
    client = mqtt.Client("%s-%s-%d" % (mode, name, qos), protocol=protocol)

    def on_connect(c, *_):
        if mode == "sub":
            c.subscribe("%s/q%d" % (prefix, qos), qos)
        else:
            c.publish("%s/q%d" % (prefix, qos), "%s q%d %s" % (name, qos, padding), qos)

    def on_message(c, _, message):
        with printing:
            print("%s\t%s" % (name, message.payload.decode()), flush=True)

    def on_publish(c, *_):
        c.disconnect()

    client.on_connect = on_connect
    client.on_message = on_message
    client.on_publish = on_publish
    client.on_disconnect = lambda *_: done.set()
    client.connect(host, int(port))
    client.loop_start()
    return done


started = [start(v, p, q) for v, p in ((4, mqtt.MQTTv311), (5, mqtt.MQTTv5)) for q in (0, 1, 2)]
for done in started:
    done.wait()
