function addRoles(user, context, callback) {
  fetch('https://roles.example.com/users/' + user.user_id)
    .then((response) => {
      // Anything but success fails the login.
      if (!response.ok) throw new Error('status ' + response.status);
      return response.json();
    })
    .then((body) => body.roles || ['none'])
    .then((roles) => {
      context.idToken['https://example.com/roles'] = roles;
      if (roles.includes('blocked')) return callback(new UnauthorizedError('Blocked.'));
      return callback(null, user, context);
    })
    .catch((error) => {
      console.log(error);
      callback(new Error('Roles: ' + error.message));
    });
}
