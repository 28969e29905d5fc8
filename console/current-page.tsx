import { Text } from '@mantine/core'
import { Link } from './link.js'
import { pathOf, usePlace } from './location.js'
import { Page } from './page.js'
import { ProfilePage } from './profile-page.js'
import { ProjectPage } from './project-page.js'
import { ProjectsPage } from './projects-page.js'

export function CurrentPage() {
  const place = usePlace()
  switch (place.name) {
    case 'projects':
      return <ProjectsPage />
    case 'project':
      return <ProjectPage id={place.id} key={place.id} />
    case 'attachment':
      return <ProfilePage id={place.id} tab={place.tab} key={place.id} />
    case 'unknown':
      return (
        <Page title="There is no such page">
          <Text>
            Begin with the <Link to={pathOf.projects}>list of projects</Link>.
          </Text>
        </Page>
      )
  }
}
