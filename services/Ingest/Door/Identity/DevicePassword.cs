using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Ingest.Door.Identity;

/// <summary>
/// PBKDF2-HMAC-SHA256 over passwords that we make ourselves: 160 random bits cannot be guessed, so the iterations only make a
/// stolen file dearer, and few of them keep a flood of CONNECTs cheap for us.
/// </summary>
internal static class DevicePassword
{
    public const int HashBytes = 32;

    private const int Iterations = 10_000;

    public static byte[] Hash(string password, byte[] salt) => Hash(Encoding.UTF8.GetBytes(password), salt);

    public static byte[] Hash(ReadOnlySpan<byte> password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
}
