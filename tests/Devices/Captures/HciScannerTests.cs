using SmartStore.Scanner.Hci;

namespace SmartStore.Devices.Tests.Captures;

public sealed class HciScannerTests
{
    [Fact]
    public void Without_an_adapter_the_scanner_says_so_in_a_sentence()
    {
        Assert.SkipWhen(Directory.Exists("/sys/class/bluetooth/hci40"), "an adapter hci40 is there");

        var refused = Assert.Throws<HciException>(() => HciScanner.Open(40, TimeProvider.System));

        Assert.Matches("^(Listening to Bluetooth needs permission|This system has no Bluetooth|There is no Bluetooth adapter hci40|Listening with an adapter works on Linux only).*\\.$", refused.Message);
    }
}
