namespace Geo.Kernels;

/// <summary>The OpenCL C that is embedded in this assembly.</summary>
internal static class KernelSource
{
    public static string Read(string name)
    {
        using var stream = typeof(KernelSource).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"{name} is not embedded in Geo.Kernels.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
