using System.Text.RegularExpressions;

namespace Geo.Server.Settings;

/// <summary>Reads and checks every setting; all that is wrong is told at once.</summary>
internal static partial class SettingsReader
{
    public static GeoSettings Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        string? Value(string name) => configuration[name] is { } v && !string.IsNullOrWhiteSpace(v) ? v.Trim() : null;
        void Check(string name, bool ok, string expected)
        {
            if (Value(name) is { } v && !ok) errors.Add($"{name} = '{(name.EndsWith("_KEY", StringComparison.Ordinal) ? "…" : UserInfo().Replace(v, "://…@"))}': expected {expected}");
        }

        var device = Value("GEO_DEVICE") ?? "auto";
        Check("GEO_DEVICE", DeviceName().IsMatch(device), "auto, cpu, webgpu, cuda, cuda:N or tensorrt");
        var openCl = Value("GEO_OPENCL") ?? "auto";
        Check("GEO_OPENCL", openCl is "auto" or "gpu" or "cpu" or "off", "auto, gpu, cpu or off");
        Check("GEO_ONNXRUNTIME", File.Exists(Value("GEO_ONNXRUNTIME")), "the path of a libonnxruntime.so");
        Check("GEO_GDAL", File.Exists(Value("GEO_GDAL")), "the path of a libgdal.so");
        var data = Path.GetFullPath(Value("GEO_DATA") ?? "data");
        Check("GEO_DATA", !File.Exists(data), "a folder, not a file");

        var serve = ServeSettings.Read(Value, Check);
        var models = LanguageModelSettings.Read(Value, Check);
        if (errors.Count > 0) throw new SettingsException(errors);
        return new() { Data = data, Db = Value("GEO_DB"), Device = device, OpenCl = openCl, Serve = serve, LanguageModels = models };
    }

    [GeneratedRegex(@"^(auto|cpu|webgpu|cuda(:\d+)?|tensorrt)$")]
    private static partial Regex DeviceName();

    [GeneratedRegex(@"://[^/@\s]*@")]
    private static partial Regex UserInfo();
}

/// <summary>One or more settings are wrong.</summary>
internal sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("These settings are wrong:\n  " + string.Join("\n  ", errors));
