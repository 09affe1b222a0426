namespace Geo.Server.Wfs;

/// <summary>A request that cannot be answered, told to the client as an ows:ExceptionReport (WFS 2.0, 7.5; statuses of its Annex D).</summary>
/// <param name="locator">The parameter or element at fault.</param>
internal sealed class WfsException(string code, string? locator, string text, int status = StatusCodes.Status400BadRequest) : Exception(text)
{
    public string Code { get; } = code;
    public string? Locator { get; } = locator;
    public int Status { get; } = status;

    public static WfsException Missing(string parameter, string expected) =>
        new("MissingParameterValue", parameter, $"The parameter '{parameter}' is missing; expected {expected}.");

    public static WfsException Invalid(string parameter, string value, string expected) =>
        new("InvalidParameterValue", parameter, $"'{Shorten(value)}' is no value of '{parameter}'; expected {expected}.");

    public static WfsException NotParsed(string locator, string reason) => new("OperationParsingFailed", locator, reason);

    public static WfsException NoOption(string option, string reason) => new("OptionNotSupported", option, reason);

    public static WfsException NotFound(string id) =>
        new("NotFound", "ID", $"There is no feature '{Shorten(id)}'.", StatusCodes.Status404NotFound);

    static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
