package org.upgradefilter.it;

import java.util.Arrays;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * What an application tells Spring Security: everything is for those who have logged in, by HTTP
 * Basic, and {@code /behind/member} for members. Below {@code /session} a login lasts as long as
 * its session.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SpringSecurity {

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                Arrays.stream(TestUser.values()).map(SpringSecurity::details).toList());
    }

    private static UserDetails details(TestUser user) {
        return User.withUsername(user.userName())
                .password("{noop}" + user.password())
                .roles(user.role())
                .build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain sessions(HttpSecurity http) throws Exception {
        return http.securityMatcher("/session/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(
                        basic ->
                                basic.securityContextRepository(
                                        new HttpSessionSecurityContextRepository()))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(
                        requests ->
                                requests.requestMatchers("/behind/member/**")
                                        .hasRole(TestUser.ALICE.role())
                                        .anyRequest()
                                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .build();
    }
}
