package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The system's own Chromium without a screen, and a person who waits half a minute at most. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts a browser, or skips the test where none is installed. */
    static Browser start() {
        Optional<File> browser =
                SystemProgram.onPath("chromium", "chromium-browser", "google-chrome");
        Optional<File> driver = SystemProgram.onPath("chromedriver");
        assumeTrue(
                browser.isPresent() && driver.isPresent(),
                "needs chromium and chromedriver on the PATH");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow())
                        .usingAnyFreePort()
                        .build();
        return new Browser(new ChromeDriver(service, options));
    }

    void open(String address) {
        driver.get(address);
    }

    /** Opens another window and turns to it. */
    String openWindow(String address) {
        driver.switchTo().newWindow(WindowType.WINDOW);
        driver.get(address);
        return window();
    }

    String window() {
        return driver.getWindowHandle();
    }

    void turnTo(String window) {
        driver.switchTo().window(window);
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    void type(String id, String text) {
        WebElement field = element(id);
        field.clear();
        field.sendKeys(text);
    }

    void select(String id, String value) {
        new Select(element(id)).selectByValue(value);
    }

    void click(String id) {
        element(id).click();
    }

    /** Waits until the element says {@code text}, among other things. */
    void awaitText(String id, String text) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> id + " says: " + element(id).getText())
                .until(waiting -> element(id).getText().contains(text));
    }

    /** Evaluates a promise in the page. */
    Object await(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                        + "(async (...args) => {"
                        + script
                        + "})(...arguments).then(done, e => done('failed: ' + e));",
                arguments);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
