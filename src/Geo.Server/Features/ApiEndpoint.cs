using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/api: the interface's description for programs, and for people as a page (Part 1, 7.3).</summary>
internal sealed class ApiEndpoint(CollectionRegistry registry, ServeOptions options)
{
    public async Task<IResult> Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.OpenApi);
        var document = ApiDocument.Make(ask, await registry.All(ask.Aborted), options.Reading);
        return ask.Format == Format.Html ? ApiPage.Answer(ask, document) : JsonDocuments.Answer(document, Media.OpenApi);
    }

    public async Task<IResult> GetPage(HttpContext context)
    {
        var ask = Ask.Of(context, Media.OpenApi);
        return ApiPage.Answer(ask, ApiDocument.Make(ask, await registry.All(ask.Aborted), options.Reading));
    }
}
