using Geo.Kernels.Tests.Devices;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Tests.OpenCl;

[Collection(nameof(DeviceCollection))]
public class OpenClBindingTests
{
    const string Doubling = "kernel void twice(global int *v, int n) { int i = get_global_id(0); if (i < n) v[i] *= 2; }";

    [SkippableFact]
    public void Devices_describe_themselves()
    {
        var device = Device();
        Assert.NotEmpty(device.Name);
        Assert.NotEmpty(device.Platform);
        Assert.InRange(device.ComputeUnits, 1, 1 << 16);
        Assert.InRange(device.LargestBuffer, 1 << 20, device.GlobalMemory);
        Assert.InRange(device.LargestWorkGroup, 1, 1 << 20);
    }

    [SkippableFact]
    public void A_kernel_runs_over_a_buffer()
    {
        using var queue = new OpenClQueue(Device());
        using var program = new OpenClProgram(queue, Doubling);
        using var kernel = program.Kernel("twice");
        using var buffer = queue.Allocate<int>(100);
        queue.Write<int>(buffer, Enumerable.Range(0, 100).ToArray());
        queue.Run(kernel.Set(0, buffer).Set(1, 99), (7, 1), (16, 1));
        var result = new int[100];
        queue.Read(buffer, result);
        Assert.Equal([.. Enumerable.Range(0, 99).Select(i => 2 * i), 99], result);
    }

    [SkippableFact]
    public void A_program_that_does_not_compile_gives_the_compilers_log()
    {
        using var queue = new OpenClQueue(Device());
        var e = Assert.Throws<OpenClException>(() => new OpenClProgram(queue, "kernel void f() { undeclared_thing = 1; }"));
        Assert.Contains("undeclared_thing", e.BuildLog);
        Assert.Contains("undeclared_thing", e.Message);
        Assert.Contains(queue.Device.Name, e.Message);
    }

    [SkippableFact]
    public void A_missing_kernel_is_an_exception_not_a_crash()
    {
        using var queue = new OpenClQueue(Device());
        using var program = new OpenClProgram(queue, Doubling);
        var e = Assert.Throws<OpenClException>(() => program.Kernel("thrice"));
        Assert.Equal(-46, e.Status);
        Assert.Contains("CL_INVALID_KERNEL_NAME", e.Message);
    }

    [SkippableFact]
    public void A_kernel_without_its_arguments_is_refused()
    {
        using var queue = new OpenClQueue(Device());
        using var program = new OpenClProgram(queue, Doubling);
        using var kernel = program.Kernel("twice");
        Assert.Throws<OpenClException>(() => queue.Run(kernel, (1, 1), (1, 1)));
        Assert.Throws<OpenClException>(() => kernel.Set(5, 1));
    }

    [SkippableFact]
    public void A_buffer_past_the_devices_limit_says_what_it_can_hold()
    {
        using var queue = new OpenClQueue(Device());
        var e = Assert.Throws<OpenClBufferTooLargeException>(() => queue.Allocate<float>(queue.Device.LargestBuffer));
        Assert.Equal(queue.Device.LargestBuffer, e.Largest);
        Assert.Contains("GEO_OPENCL=off", e.Message);
    }

    [SkippableFact]
    public void A_disposed_buffer_is_not_handed_to_the_driver()
    {
        using var queue = new OpenClQueue(Device());
        using var program = new OpenClProgram(queue, Doubling);
        using var kernel = program.Kernel("twice");
        var buffer = queue.Allocate<int>(4);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kernel.Set(0, buffer));
        Assert.Throws<ObjectDisposedException>(() => queue.Write<int>(buffer, [1]));
    }

    static OpenClDevice Device()
    {
        var devices = OpenClDevice.All();
        Skip.If(devices.Count == 0, "no OpenCL driver is installed");
        return devices[0];
    }
}
